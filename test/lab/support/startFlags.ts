/** How `npm start` runs the gateway: the flags of Node, as every launcher has them. */
import { scripts } from '../../../package.json';

export const START_FLAGS: readonly string[] = scripts.start.split(' ').filter((word) => word.startsWith('--'));
