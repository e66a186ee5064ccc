import {useMe} from '@signalbox/react';
import {may} from '../app/roles';
import {useShortcuts} from '../app/useShortcuts';
import {NewSessionDialog} from './NewSessionDialog';
import {openNewSession, useIsNewSessionOpen} from './newSession';

/** The dialog for a new session wherever one is, and its key. */
export function NewSession() {
  const isOpen = useIsNewSessionOpen();
  const {me} = useMe();
  useShortcuts('Everywhere', [
    {keys: 'n', does: 'New session', act: () => may(me, 'create sessions') && openNewSession()},
  ]);
  return isOpen ? <NewSessionDialog /> : null;
}
