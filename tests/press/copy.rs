//! The shipped data, copied so that a test may spoil it.

use shipcheck::press;
use std::path::{Path, PathBuf};

/// A copy of the data in `public/`, to be spoiled.
pub struct Copy(pub PathBuf);

impl Copy {
    pub fn new(name: &str) -> Copy {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("press").join(name);
        let _ = std::fs::remove_dir_all(&root);
        let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
        for folder in ["tools", "comparisons"] {
            std::fs::create_dir_all(root.join("public").join(folder)).unwrap();
            for entry in std::fs::read_dir(public.join(folder)).unwrap().flatten() {
                std::fs::copy(entry.path(), root.join("public").join(folder).join(entry.file_name())).unwrap();
            }
        }
        for file in ["config.json", "models.json"] {
            std::fs::copy(public.join(file), root.join("public").join(file)).unwrap();
        }
        std::fs::create_dir_all(root.join("dist")).unwrap();
        let shell = Path::new(env!("CARGO_MANIFEST_DIR")).join("index.html");
        std::fs::copy(shell, root.join("dist/index.html")).unwrap();
        Copy(root)
    }

    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.0.join("public").join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        std::fs::write(path, text.replacen(from, to, 1)).unwrap();
    }

    pub fn put(&self, file: &str, text: &str) {
        let path = self.0.join("public").join(file);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn print(&self) -> Result<press::Printed, press::PressError> {
        press::print(&self.0.join("public"), &self.0.join("dist"))
    }

    /// What the data's errors say, one in a line.
    pub fn complaint(&self) -> String {
        match self.print() {
            Err(error) => {
                assert!(!error.remedy().is_empty());
                error.to_string()
            }
            Ok(_) => panic!("nobody noticed"),
        }
    }

    pub fn printed(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join("dist").join(file)).unwrap()
    }
}
