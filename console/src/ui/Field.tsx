import {useId, type ReactNode} from 'react';
import css from './Field.module.css';

interface Props {
  label: string;
  /** What to write here, or what is wrong with what was written. */
  hint?: ReactNode;
  error?: string | null;
  /** Renders the control; it takes the id and what describes it. */
  children(control: {
    id: string;
    'aria-describedby': string | undefined;
    className: string;
  }): ReactNode;
}

/** A control with its label above and a hint or an error below. */
export function Field({label, hint, error, children}: Props) {
  const id = useId();
  const below = error ?? hint;
  return (
    <div className={css.field}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        'aria-describedby': below ? `${id}-hint` : undefined,
        className: css.control!,
      })}
      {below && (
        <div
          id={`${id}-hint`}
          className={error ? css.error : css.hint}
          role={error ? 'alert' : undefined}
        >
          {below}
        </div>
      )}
    </div>
  );
}
