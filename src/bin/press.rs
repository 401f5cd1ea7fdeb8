//! Prints the pages into `dist`: `press PUBLIC DIST`. `cargo xtask build` runs it after Trunk.

use std::{path::Path, process::ExitCode};

fn main() -> ExitCode {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let [public, dist] = words.as_slice() else {
        eprintln!("Usage: press PUBLIC DIST");
        return ExitCode::from(2);
    };
    match shipcheck::press::print(Path::new(public), Path::new(dist)) {
        Ok(printed) => {
            printed.oddities.iter().for_each(|odd| eprintln!("{odd}"));
            println!("Printed {} comparisons.", printed.comparisons);
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}\n{}", error.remedy());
            ExitCode::FAILURE
        }
    }
}
