// A shared object that is no plugin: it registers nothing about itself.
int library_function(void);
int library_function(void)
{
	return 1;
}
