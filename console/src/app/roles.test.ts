import type {Principal, Role, Session} from '@signalbox/client';
import {describe, expect, it} from 'vitest';
import {may, mayDelete, whyNot} from './roles';

const person = (...roles: Role[]): Principal => ({name: 'ann', roles});
const madeBy = (principal: string) => ({createdBy: {principal}}) as unknown as Session;

describe('roles', () => {
  it('say which role a viewer lacks', () => {
    expect(whyNot(person('viewer'), 'create sessions')).toBe(
      'To create sessions you need the role prompter or admin; you are viewer.',
    );
    expect(whyNot(person('viewer', 'prompter'), 'see and make keys')).toMatch(/the role admin;/);
  });

  it('let an administrator do everything, also with that role alone', () => {
    expect(whyNot(person('admin'), 'answer permission requests')).toBeNull();
    expect(mayDelete(person('admin'), madeBy('bob'))).toBe(true);
  });

  it('leave it to the server while nobody is known', () => {
    expect(may(null, 'create sessions')).toBe(true);
  });

  it('let prompters delete what they made, and nothing else', () => {
    expect(mayDelete(person('prompter'), madeBy('ann'))).toBe(true);
    expect(mayDelete(person('prompter'), madeBy('bob'))).toBe(false);
    expect(mayDelete(person('viewer'), madeBy('ann'))).toBe(false);
  });
});
