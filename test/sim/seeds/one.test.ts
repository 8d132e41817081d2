import { holdsEveryInvariant } from './third';

holdsEveryInvariant(0);
