//! Makes the code fingerprint of `query`.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    hotcast_fingerprint::write(&[("query", "")])
}
