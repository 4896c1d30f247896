return await CommandLine.Run(args);
