function (user, context, callback) {
  const tedious = require('tedious');
  const _ = require('lodash');
  const roles = [];

  _.each(user.identities, (identity) => roles.push(identity.provider));
  load(user.email, (error, found) => {
    if (error) return callback(error);
    context.idToken['https://example.com/roles'] = roles.concat(found);
    callback(null, user, context);
  });

  function load(email, done) {
    const connection = new tedious.Connection({ server: configuration.SQL_SERVER });
    connection.on('connect', (error) => {
      if (error) return done(error);
      const query = new tedious.Request('SELECT Role FROM Roles', (failure, count, rows) => {
        done(failure, rows);
      });
      query.addParameter('email', tedious.TYPES.VarChar, email);
      connection.execSql(query);
    });
  }
}
