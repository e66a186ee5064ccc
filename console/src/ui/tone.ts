/** How a thing is: what colours a badge, a dot and a notice have. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'idle';

const OF_STATUS: Record<string, Tone> = {
  ready: 'good',
  starting: 'busy',
  error: 'bad',
  inactive: 'idle',
  terminated: 'idle',
};

/** Of an execution environment's status; null stands for none yet. */
export function toneOfStatus(status: string | null | undefined): Tone {
  return OF_STATUS[status ?? ''] ?? 'idle';
}
