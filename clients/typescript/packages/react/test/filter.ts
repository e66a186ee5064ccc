import type {Envelope, JsonObject} from '@signalbox/client';

const LEVELS = ['debug', 'info', 'warn', 'error', 'off'];

/** Whether a filter of a stream, or the query of a page of logs, lets an event through. */
export function chosen(event: Envelope, filter: JsonObject): boolean {
  const {types, tracks, minLogLevel, source, contains} = filter;
  if (Array.isArray(types) && !types.includes(event.type)) {
    return false;
  }
  if (Array.isArray(tracks) && !tracks.includes(event.track)) {
    return false;
  }
  if (event.type !== 'session:log') {
    return true;
  }
  const {level, message, source: from} = event.data;
  return (
    LEVELS.indexOf(level) >= LEVELS.indexOf(String(minLogLevel ?? 'debug')) &&
    (source == null || from === source) &&
    (contains == null || message.toLowerCase().includes(String(contains).toLowerCase()))
  );
}
