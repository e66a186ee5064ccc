import {expect, type Locator, type Page} from '@playwright/test';

/** A session's page as a person finds their way in it: by roles and names. */
export class Console {
  readonly conversation: Locator;
  readonly operations: Locator;
  readonly state: Locator;
  readonly composer: Locator;
  readonly send: Locator;
  readonly queue: Locator;
  readonly interrupt: Locator;
  readonly waiting: Locator;
  readonly permission: Locator;
  readonly question: Locator;
  readonly logs: Locator;

  constructor(readonly page: Page) {
    this.conversation = page.getByRole('region', {name: 'Conversation', exact: true});
    this.operations = page.getByRole('region', {name: 'Operations', exact: true});
    this.state = page.getByRole('region', {name: 'State of the two machines'});
    this.composer = page.getByRole('textbox', {name: 'Message to the agent'});
    this.send = page.getByRole('button', {name: 'Send', exact: true});
    this.queue = page.getByRole('button', {name: 'Queue', exact: true});
    this.interrupt = page.getByRole('button', {name: 'Interrupt', exact: true});
    this.waiting = page.getByRole('list', {name: 'Waiting messages'}).getByRole('listitem');
    this.permission = page.getByRole('group', {name: /^Permission: /});
    this.question = page.getByRole('group', {name: /^Question: /});
    this.logs = this.operations.getByRole('log', {name: 'Log lines'});
  }

  async open(sessionId: string): Promise<this> {
    await this.page.goto(`/sessions/${sessionId}`);
    await expect(this.composer).toBeVisible();
    return this;
  }

  /** Writes a message and sends it with Enter. */
  async say(message: string): Promise<void> {
    await this.composer.fill(message);
    // Before the session is there nothing can be sent, and what was written waits.
    await expect(this.send.or(this.queue)).toBeEnabled();
    await this.composer.press('Enter');
    await expect(this.composer).toHaveValue('');
  }

  /** The text of the conversation without its white space, to be compared. */
  async words(): Promise<string> {
    return wordsOf(await this.conversation.getByRole('log').innerText());
  }
}

/** A text as it is compared: how a browser breaks it into lines does not matter. */
export function wordsOf(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
