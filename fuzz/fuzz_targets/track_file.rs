#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| imf_fuzz::track_file(bytes));
