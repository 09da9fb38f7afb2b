//! Feeds `errhub::fuzzing::paste`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::paste(bytes));
