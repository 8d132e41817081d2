import { holdsEveryInvariant } from './quarter';

holdsEveryInvariant(0);
