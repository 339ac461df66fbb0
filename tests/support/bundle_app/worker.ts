// What the workers run, bundled as an entry of its own.

import "@limbs/sumcheck/worker";
