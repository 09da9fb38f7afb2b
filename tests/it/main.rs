//! The integration tests.

mod diagnostics;
