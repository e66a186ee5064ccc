import type {ReactNode} from 'react';
import css from './Facts.module.css';

/** Names and what they are, one below the other. */
export function Facts({facts}: {facts: readonly (readonly [string, ReactNode])[]}) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name} className={css.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
