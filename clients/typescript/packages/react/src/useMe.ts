import {useMemo} from 'react';
import {NOBODY, SharedPrincipal, type PrincipalValue} from './principal.js';
import {useShared} from './provider.js';
import {Slot, useAll} from './slot.js';

/** Who the client's token, or sign-in, is of. */
export function useMe(): PrincipalValue {
  const {hub, keepAliveMs} = useShared();
  const slot = useMemo(() => {
    const open = () => new SharedPrincipal(hub);
    return new Slot<PrincipalValue, SharedPrincipal>(hub.principals, '', open, NOBODY, keepAliveMs);
  }, [hub, keepAliveMs]);
  return useAll(slot);
}
