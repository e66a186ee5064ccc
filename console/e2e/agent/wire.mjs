import {once} from 'node:events';

/** Prints one stream event. True when the pipe takes more at once. */
export function say(event) {
  return process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Prints one stream event, and waits while the pipe is full. */
export async function sayPatiently(event) {
  if (!say(event)) await once(process.stdout, 'drain');
}

/** The words of a prompt, which is a text or a list of content parts. */
export function promptText(prompt) {
  if (typeof prompt === 'string') return prompt;
  return prompt
    .filter((part) => part.type === 'text')
    .map((part) => part.text)
    .join(' ');
}
