//! Feeds `errhub::fuzzing::article`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::article(bytes));
