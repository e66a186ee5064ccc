import type {BlockState} from '@signalbox/client';
import {Component, type ReactNode} from 'react';
import {UnknownView} from './blocks/Others';

interface Props {
  state: BlockState;
  children: ReactNode;
}

interface State {
  /** The block that was shown, or could not be. */
  readonly of: BlockState | null;
  readonly hasFailed: boolean;
}

/**
 * A block that is not as the contract says is shown as JSON: one odd block takes nothing else with
 * it. When the block changes, it is tried again.
 */
export class RowBoundary extends Component<Props, State> {
  override state: State = {of: null, hasFailed: false};

  static getDerivedStateFromError(): Partial<State> {
    return {hasFailed: true};
  }

  static getDerivedStateFromProps({state}: Props, {of}: State): State | null {
    return of === state ? null : {of: state, hasFailed: false};
  }

  override render(): ReactNode {
    const {state, children} = this.props;
    return this.state.hasFailed ? <UnknownView block={state.block} /> : children;
  }
}
