using SmartStore.Host.Cli;

return await CommandLine.Run(args);
