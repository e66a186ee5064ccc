export * from './blocks.js';
export * from './fold/index.js';
export * from './protocol.js';
