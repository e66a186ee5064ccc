import {useClient, useMe} from '@signalbox/react';
import {useState} from 'react';
import {Badge} from '../ui/Badge';
import {Button} from '../ui/Button';
import {Icon} from '../ui/Icon';
import {Notice} from '../ui/Notice';
import {Popover} from '../ui/Popover';
import css from './Account.module.css';
import {forgetSignIn} from './signedIn';
import {ThemeSwitch} from './ThemeSwitch';

/** Who is signed in, and what there is for them: theme, help, sign out. */
export function Account({onHelp}: {onHelp(): void}) {
  const {me, error} = useMe();
  const name = me?.name ?? (error ? 'Unknown' : '…');
  return (
    <Popover
      label={`Account: ${name}`}
      trigger={
        <>
          <Icon name="user" />
          <span className={css.name}>{name}</span>
          <Icon name="down" />
        </>
      }
    >
      {(close) => (
        <div className={css.panel}>
          <div className={css.who}>
            <strong>{name}</strong>
            {me && <Roles roles={me.roles} tenant={me.tenant} />}
            {error && <Notice tone="warn">{error.detail}</Notice>}
          </div>
          <div className={css.theme}>
            <span>Theme</span>
            <ThemeSwitch />
          </div>
          <Button
            kind="quiet"
            className={css.action}
            onClick={() => {
              close();
              onHelp();
            }}
          >
            <Icon name="keyboard" /> Keyboard shortcuts
          </Button>
          <a href="/docs" className={css.link}>
            <Icon name="external" /> API documentation
          </a>
          <SignOut />
        </div>
      )}
    </Popover>
  );
}

function Roles({roles, tenant}: {roles: readonly string[]; tenant: string | undefined}) {
  return (
    <div className={css.roles}>
      {roles.map((role) => (
        <Badge key={role} tone="idle">
          {role}
        </Badge>
      ))}
      <p className={css.tenant}>
        {tenant === undefined ? 'Sees the sessions of all tenants' : `Tenant ${tenant}`}
      </p>
    </div>
  );
}

function SignOut() {
  const client = useClient();
  const [isBusy, setBusy] = useState(false);
  async function signOut() {
    setBusy(true);
    try {
      await client.signOut();
    } catch {
      // The server may have forgotten the sign-in already; this browser does in any case.
    }
    client.close();
    forgetSignIn();
    // Not back to this page afterwards: the next one may be somebody else.
    location.assign('/signin');
  }
  return (
    <Button className={css.out} disabled={isBusy} onClick={() => void signOut()}>
      {isBusy ? 'Signing out…' : 'Sign out'}
    </Button>
  );
}
