//! Arguments in, exit code out.

use unspool::shell::files::Origin;

fn main() {
    let origins: Vec<_> = std::env::args_os()
        .skip(1)
        .map(|a| if a == "--sample" { Origin::Sample } else { Origin::new(std::path::Path::new(&a)) })
        .collect();
    if std::env::args().nth(1).as_deref() == Some("hold-clipboard") {
        let _ = unspool::shell::clipboard::hold();
        return;
    }
    if let Err(e) = unspool::shell::read(origins) {
        eprintln!("unspool: {e}");
        std::process::exit(i32::from(e.code));
    }
}
