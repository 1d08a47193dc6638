// The built-in validation engine costs two seconds per process; the one test that synthesizes with every check turns it on again.
process.env.CDK_VALIDATION ??= 'false';
