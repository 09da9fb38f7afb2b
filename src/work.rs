//! Counts the steps of loops that allocate nothing, for `tests/work`. The rest of the work in a run
//! shows in its allocations.

use std::cell::Cell;

thread_local! {
    // A counter for each thread, so that none waits for another.
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts the steps of a loop, in a single call.
pub(crate) fn steps(count: usize) {
    STEPS.set(STEPS.get().wrapping_add(count));
}

/// The number of steps that this thread has counted so far.
#[must_use]
pub fn counted() -> usize {
    STEPS.get()
}
