import {isIdle} from './distribution.mjs';

const asks = ({runtime}) => runtime.pendingPermissions.length > 0;
const works = ({runtime}) => runtime.activeQuery !== undefined;
const isReady = ({runtime}) => runtime.executionEnvironment?.status === 'ready';

/** Sessions to look at, oldest first: name, flags of the agent, messages, and when one is done. */
const samples = [
    {
        ...{name: 'Prices of the whole catalog in cents?', messages: ['blocks 1000'], done: isIdle},
        flags: ['--speed=max'],
    },
    {name: 'Release branch 3.4', messages: ['fail'], done: isIdle},
    {
        ...{name: 'Packages of November', messages: ['crash'], flags: ['--speed=5']},
        done: (session) => isIdle(session) && isReady(session),
    },
    {name: 'Typing errors in the imprint', messages: ['Hello'], done: isIdle, terminate: true},
    {
        ...{name: 'Stock import writes too many lines', messages: ['logs 400', 'stream 40 400']},
        done: isIdle,
    },
    {name: 'Rounding of Swiss francs', messages: ['question'], done: asks},
    {name: 'Nightly test run', messages: ['slow', 'Then write the changelog'], done: works},
    {
        ...{name: 'Free shipping at exactly €50', flags: ['--speed=3', '--scenario=story']},
        messages: ['Orders of exactly €50 still pay for shipping. Find out why, and mend it.'],
        done: isIdle,
    },
    {name: 'Migrate staging', messages: ['ask'], done: asks},
];

/** Makes the sample sessions one after another; `tell` hears of each. Returns them by name. */
export async function playSamples(server, tell = () => {}) {
    const made = new Map();
    for (const sample of samples) {
        const {id} = await server.createSession(sample.name, {
            flags: sample.flags ?? ['--speed=10'],
        });
        for (const message of sample.messages) await server.send(id, message);
        await server.until(id, sample.done);
        if (sample.terminate) await server.api('POST', `/sessions/${id}/environment/terminate`);
        made.set(sample.name, id);
        tell(`session  ${server.url}/sessions/${id}  ${sample.name}`);
    }
    return made;
}
