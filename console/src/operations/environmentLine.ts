import type {EnvironmentSpan} from './spans';
import type {TimelineEvent} from './timelineEvents';

type Open = {-readonly [K in keyof EnvironmentSpan]: EnvironmentSpan[K]};

/** Makes spans of what `session:status` says of the execution environment. */
export class EnvironmentLine {
  readonly #spans: Open[] = [];

  on(event: TimelineEvent, at: number): void {
    if (event.type !== 'session:status') {
      return;
    }
    const said = event.data.runtime?.executionEnvironment;
    if (!said) {
      return;
    }
    const before = this.#spans.at(-1);
    const restarts = said.restartCount ?? 0;
    const isRestart = before !== undefined && restarts > before.restartCount;
    const message = said.statusMessage ?? null;
    if (before !== undefined && before.kind === said.status && !isRestart) {
      before.message = message ?? before.message;
      before.restartCount = restarts;
      return;
    }
    if (before !== undefined) {
      before.to = at;
      before.isOpen = false;
    }
    this.#spans.push({
      line: 'environment',
      kind: said.status,
      from: at,
      to: at,
      isOpen: true,
      seq: event.seq,
      message,
      restartCount: restarts,
      isRestart,
    });
  }

  done(until: number): EnvironmentSpan[] {
    return this.#spans.map((span) => (span.isOpen ? {...span, to: until} : span));
  }
}
