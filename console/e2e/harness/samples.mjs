import {isIdle} from './distribution.mjs';

const asks = ({runtime}) => runtime.pendingPermissions.length > 0;
const works = ({runtime}) => runtime.activeQuery !== undefined;
const isReady = ({runtime}) => runtime.executionEnvironment?.status === 'ready';

const isWellAgain = (session) => isIdle(session) && isReady(session);

/** Sessions to look at, oldest first: name, flags of the agent, messages, and when one is done. */
const samples = [
  {
    ...{name: 'Prices of the whole catalog in cents?', messages: ['blocks 1000'], done: isIdle},
    flags: ['--speed=max'],
  },
  {
    ...{name: 'Release branch 3.4', flags: ['--speed=5', '--scenario=fail'], done: isIdle},
    messages: ['Push the branch of release 3.4.'],
  },
  {
    ...{name: 'Packages of November', flags: ['--speed=5', '--scenario=crash']},
    ...{messages: ['Update the packages, and install them anew.'], done: isWellAgain},
  },
  {
    ...{name: 'Typing errors in the imprint', messages: ['Is “Impressum” spelled right?']},
    ...{done: isIdle, terminate: true},
  },
  {
    ...{name: 'Stock import writes too many lines', messages: ['logs 400', 'stream 40 400']},
    done: isIdle,
  },
  {
    ...{name: 'Rounding of Swiss francs', flags: ['--speed=5', '--scenario=question']},
    ...{messages: ['The shop in Zürich opens in May. What do we need for it?'], done: asks},
  },
  {
    ...{name: 'Nightly test run', flags: ['--speed=5', '--scenario=slow'], done: works},
    messages: ['Run all tests.', 'Then write the changelog.'],
  },
  {
    ...{name: 'Free shipping at exactly €50', flags: ['--scenario=story']},
    messages: ['Orders of exactly €50 still pay for shipping. Find out why, and mend it.'],
    done: isIdle,
  },
  {
    ...{name: 'Migrate staging', flags: ['--speed=3', '--scenario=ask'], done: asks},
    messages: ['Every shop needs a limit of its own. Prepare the database for that.'],
  },
];

/**
 * Makes the sample sessions one after another; `tell` hears of each. Returns them by name.
 * `storySpeed`: how quickly the longest is played.
 */
export async function playSamples(server, {tell = () => {}, storySpeed = 1.5} = {}) {
  const made = new Map();
  for (const sample of samples) {
    const isStory = sample.flags?.includes('--scenario=story');
    const flags = isStory ? [...sample.flags, `--speed=${storySpeed}`] : sample.flags;
    const {id} = await server.createSession(sample.name, {flags: flags ?? ['--speed=10']});
    for (const message of sample.messages) await server.send(id, message);
    await server.until(id, sample.done);
    if (sample.terminate) await server.api('POST', `/sessions/${id}/environment/terminate`);
    made.set(sample.name, id);
    tell(`session  ${server.url}/sessions/${id}  ${sample.name}`);
  }
  return made;
}
