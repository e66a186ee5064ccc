import {useId} from 'react';
import {CopyButton} from '../ui/CopyButton';
import css from './Choices.module.css';

/** Something that this server can run, or cannot. */
export interface Choice {
  readonly name: string;
  readonly title: string;
  readonly available: boolean;
  readonly detail?: string | undefined;
  /** Why not. */
  readonly reason?: string | undefined;
  /** How to get it. */
  readonly install?: string | undefined;
}

interface Props {
  label: string;
  name: string;
  items: readonly Choice[];
  value: string;
  error: string | null;
  onChange(name: string): void;
}

/** One of several; what cannot be chosen is shown below, with the reason and what would help. */
export function Choices({label, name, items, value, error, onChange}: Props) {
  const id = useId();
  const can = items.filter((item) => item.available);
  const cannot = items.filter((item) => !item.available);
  return (
    <fieldset className={css.field} aria-describedby={error ? `${id}-error` : undefined}>
      <legend className={css.legend}>{label}</legend>
      {can.length === 0 && (
        <p className={css.none}>This server can run none of them; see below what is missing.</p>
      )}
      <div className={css.items}>
        {can.map((item) => (
          <label key={item.name} className={css.item}>
            <input
              type="radio"
              name={name}
              value={item.name}
              checked={item.name === value}
              onChange={() => onChange(item.name)}
            />
            <span>
              <span className={css.title}>{item.title}</span>{' '}
              <span className={css.detail}>
                {item.title !== item.name && item.name} {item.detail}
              </span>
            </span>
          </label>
        ))}
      </div>
      {error && (
        <p id={`${id}-error`} className={css.error} role="alert">
          {error}
        </p>
      )}
      {cannot.length > 0 && (
        <details className={css.cannot} open={can.length === 0}>
          <summary>
            {cannot.length === 1 ? 'One is' : `${cannot.length} are`} not available here
          </summary>
          <ul>
            {cannot.map((item) => (
              <li key={item.name} className={css.missing}>
                <label className={css.missingTitle}>
                  <input
                    type="radio"
                    name={name}
                    disabled
                    aria-describedby={`${id}-${item.name}`}
                  />
                  {item.title}
                </label>
                <div id={`${id}-${item.name}`} className={css.reason}>
                  {item.reason}
                </div>
                {item.install && (
                  <div className={css.install}>
                    <code>{item.install}</code>
                    <CopyButton
                      text={item.install}

                      name={`Copy how to install ${item.title}`}
                    />
                  </div>
                )}
              </li>
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  );
}
