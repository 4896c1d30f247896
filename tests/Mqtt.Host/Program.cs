Console.Error.WriteLine("usage: not built yet"); return 2;
