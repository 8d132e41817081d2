import { holdsEveryInvariant } from './quarter';

holdsEveryInvariant(3);
