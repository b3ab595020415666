function (user, context, callback) {
      const axios = require('axios');
      axios.get('https://a.example.com/').then(function (r) {
            context.idToken['https://example.com/s'] = 'a\
            b' + `c
            d`
            callback(null, user, context)
      }).catch(function (e) { callback(e) })
}
