import type {Server} from './distribution.mjs';

export function playSamples(
  server: Server,
  options?: {tell?: (line: string) => void; storySpeed?: number},
): Promise<Map<string, string>>;
