import {useMe} from '@signalbox/react';
import {explain} from '../app/failure';
import {Badge} from '../ui/Badge';
import {Notice} from '../ui/Notice';
import {Panel} from '../ui/Panel';
import {Skeleton} from '../ui/Skeleton';
import {Facts} from './Facts';
import css from './MePanel.module.css';

const MEANS: Record<string, string> = {
  viewer: 'reads',
  prompter: 'creates sessions and sends messages',
  approver: 'answers permission requests',
  admin: 'does everything, and makes keys',
};

/** Who this browser is signed in as. */
export function MePanel() {
  const {me, error} = useMe();
  return (
    <Panel title="You">
      {error && <Notice tone="warn">Who you are could not be asked: {explain(error)}</Notice>}
      {me === null && !error && <Skeleton rows={2}>Asking who you are…</Skeleton>}
      {me && (
        <Facts
          facts={[
            ['Name', me.name],
            ['Tenant', me.tenant ?? 'all: you see the sessions of every tenant'],
            [
              'Roles',
              <ul key="roles" className={css.roles}>
                {me.roles.map((role) => (
                  <li key={role}>
                    <Badge tone="idle">{role}</Badge> {MEANS[role]}
                  </li>
                ))}
              </ul>,
            ],
          ]}
        />
      )}
    </Panel>
  );
}
