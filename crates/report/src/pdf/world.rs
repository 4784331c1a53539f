//! What Typst sees: three kinds of files in memory, fonts, and no clock.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use jushu_figures::fonts;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// The fonts that come with the program, Chinese first; those of Typst hold Latin text and formulas.
static SHIPPED: LazyLock<Vec<Font>> = LazyLock::new(|| {
    let chinese = [fonts::SERIF, fonts::SANS, fonts::SANS_BOLD];
    let all = chinese.into_iter().chain(typst_assets::fonts());
    all.flat_map(|data| Font::iter(Bytes::new(data))).collect()
});

/// The world of one document.
pub(super) struct Files {
    main: Source,
    style: Source,
    pictures: HashMap<FileId, Bytes>,
    fonts: Vec<Font>,
    book: LazyHash<FontBook>,
}

impl Files {
    /// `main` is the generated document, `pictures` are named `0.svg`, `1.svg` … Fonts are asked in their order.
    pub(super) fn new(main: String, style: String, pictures: &[&str], fonts: Vec<Font>) -> Files {
        let pictures = pictures.iter().enumerate().map(|(index, svg)| {
            let data = Bytes::from_string(svg.to_string());
            (file(&format!("/{index}.svg")), data)
        });
        Files {
            main: Source::new(file("/report.typ"), main),
            style: Source::new(file("/style.typ"), style),
            pictures: pictures.collect(),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
        }
    }

    /// The source of the style file.
    pub(super) fn style(&self) -> &Source {
        &self.style
    }
}

/// The fonts of a document before any of the computer's: its own, then the shipped ones.
pub(super) fn fonts(own: &[Vec<u8>]) -> Vec<Font> {
    let own = own
        .iter()
        .flat_map(|data| Font::iter(Bytes::new(data.clone())));
    own.chain(SHIPPED.iter().cloned()).collect()
}

/// The characters of `text` that none of `fonts` has.
pub(super) fn missing(fonts: &[Font], text: impl Iterator<Item = char>) -> Vec<char> {
    let all: BTreeSet<char> = text.filter(|character| !character.is_control()).collect();
    all.into_iter()
        .filter(|&character| {
            let has = |font: &Font| font.info().coverage.contains(u32::from(character));
            !fonts.iter().any(has)
        })
        .collect()
}

/// The id of a path that is known to be well-formed.
fn file(path: &str) -> FileId {
    let path = VirtualPath::new(path).unwrap_or_else(|_| unreachable!("paths are written here"));
    FileId::new(RootedPath::new(VirtualRoot::Project, path))
}

impl World for Files {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.style]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or_else(|| FileError::NotFound(id.get().vpath().get_with_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.pictures.get(&id) {
            Some(data) => Ok(data.clone()),
            None => Ok(Bytes::from_string(self.source(id)?.text().to_string())),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}
