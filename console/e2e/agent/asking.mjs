/** Scenarios in which the agent waits for a person. */

const once = {id: 'allow_once', kind: 'allow_once', label: 'Allow'};
const always = {id: 'allow_always', kind: 'allow_always', label: 'Allow in this session'};
const reject = {id: 'reject_once', kind: 'reject_once', label: 'Reject'};

/** Wants to run a command; what it does then is what it was told. */
export async function ask(query) {
  await query.write('The migration is ready. It adds the column `free_shipping_from` to `shops`.');
  const id = query.newId('tool');
  const input = {command: 'npm run db:migrate -- --env staging', timeout_ms: 60_000};
  const use = {
    ...{type: 'tool_use', id, toolUseId: id, toolName: 'Bash', kind: 'execute'},
    ...{description: 'Apply the migration to staging', input},
  };
  query.start({...use, status: 'waiting'});
  const answer = await query.ask({
    ...{toolUseId: id, toolName: 'Bash', input, options: [once, always, reject]},
    ...{title: 'Apply the migration to staging?', rule: 'Bash(npm run db:migrate:*)'},
  });
  if (answer.optionId === 'reject_once') {
    query.complete({...use, status: 'error'});
    query.result(id, {output: 'The user did not allow this command.', isError: true});
    const why = answer.message ? ` You said: “${answer.message}”.` : '';
    await query.write(`I leave staging as it is.${why} The migration is in \`db/migrations\`.`);
    return;
  }
  query.update(id, {status: 'running'});
  await query.pause(900);
  query.complete({...use, status: 'success'});
  const output = '> shop@3.4.0 db:migrate\n\n0042_free_shipping_from.sql … applied (38 ms)\n';
  query.result(id, {output, isError: false, durationMs: 900});
  await query.write('Staging is migrated: `0042_free_shipping_from` took 38 ms.');
}

/** Asks two questions: one with one choice, one with several and a text of one's own. */
export async function question(query) {
  const currency = {
    ...{id: 'rounding', header: 'Rounding', multiple: false, freeText: false},
    text: 'How should prices in Swiss francs be rounded?',
    options: [
      {id: 'cent', label: 'To the cent', description: 'As all other currencies'},
      {
        id: 'rappen',
        label: 'To five rappen',
        description: 'As coins are; usual in Swiss shops',
      },
    ],
  };
  const places = {
    ...{id: 'places', header: 'Places', multiple: true, freeText: true},
    text: 'Where should the hint about free shipping be shown?',
    options: [
      {id: 'cart', label: 'Cart'},
      {id: 'product', label: 'Product page'},
      {id: 'mail', label: 'Order confirmation'},
    ],
  };
  const id = query.newId('tool');
  const use = {
    ...{type: 'tool_use', id, toolUseId: id, toolName: 'AskUserQuestion', kind: 'other'},
    input: {questions: [currency.text, places.text]},
  };
  query.start({...use, status: 'waiting'});
  const answer = await query.ask({
    ...{kind: 'question', toolUseId: id, toolName: 'AskUserQuestion', input: use.input},
    ...{title: 'Two questions before I go on', questions: [currency, places]},
    options: [
      {id: 'answer', kind: 'answer', label: 'Answer'},
      {id: 'reject_once', kind: 'reject_once', label: 'Decline'},
    ],
  });
  const declined = answer.optionId === 'reject_once';
  query.complete({...use, status: declined ? 'error' : 'success'});
  query.result(id, {output: answer.answers ?? 'declined', isError: declined});
  if (declined) return query.write('Then I keep rounding and hints as they are.');
  const told = Object.entries(answer.answers ?? {}).map(
    ([name, value]) => `- **${name}**: ${[value].flat().join(', ')}`,
  );
  await query.write(`Thank you. I go on with\n\n${told.join('\n')}\n`);
}
