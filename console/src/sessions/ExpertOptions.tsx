import {Field} from '../ui/Field';
import css from './ExpertOptions.module.css';
import {changeDraft, type Draft} from './newSession';

const MODES = [
  ['', 'As the agent has it (asks)'],
  ['ask', 'Ask before acting'],
  ['acceptEdits', 'Edit files without asking'],
  ['readOnly', 'Read only'],
  ['bypass', 'Never ask'],
] as const;

/** What few need: model, permission mode, and any option as JSON. */
export function ExpertOptions({draft, error}: {draft: Draft; error: string | null}) {
  const isUsed = draft.model !== '' || draft.permissionMode !== '' || draft.options !== '';
  return (
    <details className={css.more} open={error !== null || isUsed || undefined}>
      <summary>Model, permissions and other options</summary>
      <div className={css.fields}>
        <div className={css.two}>
          <Field label="Model" hint="In the agent’s own words; empty is its own choice.">
            {(control) => (
              <input
                {...control}
                value={draft.model}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => changeDraft({model: event.target.value})}
              />
            )}
          </Field>
          <Field label="Permissions" hint="What the agent may do without asking.">
            {(control) => (
              <select
                {...control}
                value={draft.permissionMode}
                onChange={(event) => changeDraft({permissionMode: event.target.value})}
              >
                {MODES.map(([value, text]) => (
                  <option key={value} value={value}>
                    {text}
                  </option>
                ))}
              </select>
            )}
          </Field>
        </div>
        <Field
          label="Options (JSON)"
          error={error}
          hint={
            <>
              An object of the agent’s options, such as{' '}
              <code>{'{"env": {"TOKEN": {"secret": "github"}}}'}</code>.
            </>
          }
        >
          {(control) => (
            <textarea
              {...control}
              className={`${control.className} ${css.json}`}
              rows={4}
              value={draft.options}
              spellCheck={false}
              autoCapitalize="off"
              onChange={(event) => changeDraft({options: event.target.value})}
            />
          )}
        </Field>
      </div>
    </details>
  );
}
