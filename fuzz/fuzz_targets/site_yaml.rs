//! Feeds `errhub::fuzzing::site_yaml`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| errhub::fuzzing::site_yaml(bytes));
