import type {Agent} from '@signalbox/client';
import type {SessionListQuery} from '@signalbox/react';
import css from './Filters.module.css';
import {STATUSES} from './listQuery';

interface Props {
  query: SessionListQuery;
  /** Those that the server knows; none while that is not known. */
  agents: readonly Agent[];
  onChange(what: Readonly<Record<string, string>>): void;
}

/** What the list is narrowed down to. */
export function Filters({query, agents, onChange}: Props) {
  const names = new Map(agents.map(({name, displayName}) => [name, displayName]));
  if (query.agent !== undefined && !names.has(query.agent)) {
    names.set(query.agent, query.agent);
  }
  return (
    <div className={css.filters} role="group" aria-label="Filters">
      <Choice
        label="Environment status"
        value={query.status ?? ''}
        onChange={(status) => onChange({status})}
        options={[['', 'Any status'], ...STATUSES.map((status) => [status, status] as const)]}
      />
      <Choice
        label="Agent"
        value={query.agent ?? ''}
        onChange={(agent) => onChange({agent})}
        options={[['', 'Any agent'], ...names]}
      />
      <Choice
        label="Query"
        value={query.active === undefined ? '' : String(query.active)}
        onChange={(active) => onChange({active})}
        options={[
          ['', 'Any query'],
          ['true', 'Running a query'],
          ['false', 'Not running'],
        ]}
      />
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange(value: string): void;
}) {
  return (
    <select
      aria-label={label}
      className={value === '' ? css.select : `${css.select} ${css.set}`}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    >
      {options.map(([option, text]) => (
        <option key={option} value={option}>
          {text}
        </option>
      ))}
    </select>
  );
}
