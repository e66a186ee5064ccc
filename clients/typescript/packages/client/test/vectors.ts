import {readFileSync, readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import type {Envelope, Snapshot} from '../src/index.js';

const FOLDER = fileURLToPath(new URL('../../../../../protocol/vectors/', import.meta.url));

/** A golden example that every implementation shares. */
export interface Vector {
  readonly name: string;
  readonly cases: {readonly name: string; readonly json: unknown}[];
}

export interface FoldVector {
  readonly name: string;
  readonly events: Envelope[];
  readonly snapshot: Snapshot;
}

/** All vectors of a folder below `protocol/vectors`. */
export function vectors<T = Vector>(folder: string): T[] {
  return readdirSync(FOLDER + folder)
    .sort()
    .map((file) => readVector<T>(`${folder}/${file}`));
}

export function readVector<T>(path: string): T {
  return JSON.parse(readFileSync(FOLDER + path, 'utf8')) as T;
}
