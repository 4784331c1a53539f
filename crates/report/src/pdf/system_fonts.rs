//! Fonts of the computer, asked only for characters that no other font has: rare names of people and places.

use std::path::{Path, PathBuf};

use typst::foundations::Bytes;
use typst::text::Font;

/// Fonts of the computer that have characters of `missing`, in the order of their paths. What they have is taken out of
/// `missing`.
pub(super) fn find(missing: &mut Vec<char>) -> Vec<Font> {
    let mut found = Vec::new();
    for file in folders().iter().flat_map(|folder| files(folder)) {
        if missing.is_empty() {
            break;
        }
        let Ok(data) = std::fs::read(&file) else {
            continue;
        };
        for font in Font::iter(Bytes::new(data)) {
            let has = |character: &char| font.info().coverage.contains(u32::from(*character));
            if missing.iter().any(has) {
                missing.retain(|character| !has(character));
                found.push(font);
            }
        }
    }
    found
}

/// Where Linux, macOS and Windows keep fonts.
fn folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = [
        "/usr/share/fonts",
        "/usr/local/share/fonts",
        "/System/Library/Fonts",
        "/Library/Fonts",
        "C:\\Windows\\Fonts",
    ]
    .map(PathBuf::from)
    .into();
    if let Some(home) = std::env::var_os("HOME") {
        let home = PathBuf::from(home);
        folders.push(home.join(".local/share/fonts"));
        folders.push(home.join("Library/Fonts"));
    }
    folders
}

/// Font files under `folder`, sorted; none where it cannot be read.
fn files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let is_font = |path: &PathBuf| {
        let extension = path.extension().map(|kind| kind.to_ascii_lowercase());
        extension.is_some_and(|kind| kind == "ttf" || kind == "otf" || kind == "ttc")
    };
    paths
        .into_iter()
        .flat_map(|path| match path.is_dir() {
            true => files(&path),
            false => Some(path).filter(is_font).into_iter().collect(),
        })
        .collect()
}
