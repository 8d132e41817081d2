import { holdsEveryInvariant } from './quarter';

holdsEveryInvariant(2);
