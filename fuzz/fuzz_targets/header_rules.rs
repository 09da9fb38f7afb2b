//! Feeds `errhub::fuzzing::header_rules`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::header_rules(bytes));
