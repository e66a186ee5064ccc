import type {Principal, Role, Session} from '@signalbox/client';

/** What may be done, and the role that it needs; `admin` may do everything. */
const NEEDS = {
  'create sessions': 'prompter',
  'send messages': 'prompter',
  'change sessions': 'prompter',
  'delete sessions': 'prompter',
  'control the environment': 'prompter',
  'answer permission requests': 'approver',
  'see and make keys': 'admin',
} as const satisfies Record<string, Role>;

export type Deed = keyof typeof NEEDS;

/** Whether somebody may do a thing; while it is not known who they are, the server will say. */
export function may(me: Principal | null, deed: Deed): boolean {
  return me === null || me.roles.includes('admin') || me.roles.includes(NEEDS[deed]);
}

/** Why somebody may not: which role it needs; null where they may. */
export function whyNot(me: Principal | null, deed: Deed): string | null {
  if (me === null || may(me, deed)) {
    return null;
  }
  const role = NEEDS[deed] === 'admin' ? 'admin' : `${NEEDS[deed]} or admin`;
  return `To ${deed} you need the role ${role}; you are ${listed(me.roles)}.`;
}

/** `viewer and approver`; the built-in administrator is just `admin`. */
export function listed(roles: readonly Role[]): string {
  return roles.includes('admin') ? 'admin' : roles.join(' and ');
}

/** Whether somebody may delete a session: prompters those that they made. */
export function mayDelete(me: Principal | null, session: Session): boolean {
  const by = session.createdBy;
  const isOwn = typeof by === 'object' && 'principal' in by && by.principal === me?.name;
  return me === null || me.roles.includes('admin') || (isOwn && me.roles.includes('prompter'));
}
