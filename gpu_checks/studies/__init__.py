"""One study a file, and what they share: settings, runs, results, conclusions and figures."""
