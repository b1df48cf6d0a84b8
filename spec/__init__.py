"""What `dondoc spec` does: runs feature files, tells what came of them, and drafts one for a document."""
