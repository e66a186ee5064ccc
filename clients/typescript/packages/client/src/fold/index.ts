export * from './fold.js';
export * from './snapshot.js';
export * from './state.js';
export {covers} from './permissions.js';
export {totalUsage, usageByConversation} from './usage.js';
