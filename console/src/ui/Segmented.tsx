import {useId, type ReactNode} from 'react';
import css from './Segmented.module.css';

interface Props<T extends string> {
  /** What is chosen; said to screen readers. */
  label: string;
  options: readonly {readonly value: T; readonly label: string; readonly icon?: ReactNode}[];
  value: T;
  onChange(value: T): void;
}

/** A few choices side by side, of which one holds. Radio buttons: arrows move. */
export function Segmented<T extends string>({label, options, value, onChange}: Props<T>) {
  const name = useId();
  return (
    <div role="radiogroup" aria-label={label} className={css.group}>
      {options.map((option) => (
        <label key={option.value} className={css.option} title={option.label}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
            className={css.input}
          />
          {option.icon ?? option.label}
          {option.icon && <span className="visually-hidden">{option.label}</span>}
        </label>
      ))}
    </div>
  );
}
