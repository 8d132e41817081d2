import { holdsEveryInvariant } from './quarter';

holdsEveryInvariant(1);
