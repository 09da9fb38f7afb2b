//! Feeds `errhub::fuzzing::markdown`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::markdown(bytes));
