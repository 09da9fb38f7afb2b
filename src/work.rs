//! The steps of loops that allocate nothing, counted for `tests/work`. The rest of the work of a run can
//! be told from what it allocates.

use std::cell::Cell;

thread_local! {
    // Of each thread, so that none waits for another.
    static STEPS: Cell<usize> = const { Cell::new(0) };
}

/// Counts the steps of a loop, all at once.
pub(crate) fn steps(count: usize) {
    STEPS.set(STEPS.get().wrapping_add(count));
}

/// The number of steps that this thread has made so far.
#[must_use]
pub fn counted() -> usize {
    STEPS.get()
}
