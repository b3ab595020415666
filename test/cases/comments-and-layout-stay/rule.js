/**
 * Tags internal users.
 * @category access
 */
function tagInternal (user, context, callback)
{
    // the namespace must be a URL
    var ns = 'https://example.com/'; /* keep the slash */

    if (user.email.endsWith('@example.com'))   // internal
    {
        context.idToken[ns + 'internal'] = true;
    }
    else
    {
        /* nothing
           to do */
    }

    return callback(null, user, context); // done
}
