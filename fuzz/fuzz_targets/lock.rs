//! Feeds `errhub::fuzzing::lock`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::lock(bytes));
