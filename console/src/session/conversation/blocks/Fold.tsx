import {useId, type ReactNode} from 'react';
import {useFold} from '../fold';
import css from './blocks.module.css';

interface Props {
  id: string;
  /** The line that opens and closes it. */
  head: ReactNode;
  openByDefault?: boolean;
  className?: string | undefined;
  children(): ReactNode;
}

/** A thing with a line that is always there and a rest that opens. The rest is made when it opens. */
export function Fold({id, head, openByDefault = false, className, children}: Props) {
  const [isOpen, setOpen] = useFold(id, openByDefault);
  const bodyId = useId();
  return (
    <div className={className}>
      <button
        type="button"
        className={css.foldHead}
        aria-expanded={isOpen}
        aria-controls={isOpen ? bodyId : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        <span aria-hidden="true" className={css.chevron} data-open={isOpen}>
          ›
        </span>
        {head}
      </button>
      {isOpen && (
        <div id={bodyId} className={css.foldBody}>
          {children()}
        </div>
      )}
    </div>
  );
}
